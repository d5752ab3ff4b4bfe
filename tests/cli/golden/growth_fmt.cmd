abcert fmt problems/functions/product_growth.abp --claim bound
